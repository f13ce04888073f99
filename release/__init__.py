"""What has to hold before a version goes out: one number everywhere, and a wheel that works on its own."""
