"""Files and tables as checked records. Pure: runs in a process of its own, without database and HTTP."""
