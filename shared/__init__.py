"""The kernel all five services stand on: small, and without a noun of the business."""
