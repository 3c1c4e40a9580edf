"""The kernel all five services stand on: small, and without a noun of the business."""

import shared.time_zones  # noqa: F401 - every process, whatever it does, takes time zones from the pinned tzdata
