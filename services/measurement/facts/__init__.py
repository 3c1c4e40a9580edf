"""What conversion, classification and attribution of flows stand on."""
