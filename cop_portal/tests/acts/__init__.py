"""What people do in a year, so that every kind of notice has something to tell; a file for each noun."""
