"""What runs inside of the containers, and makes their settings."""
