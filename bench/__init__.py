"""`make bench`: how fast the portal is, as ratios to small views that do the least, measured side by side."""
