"""Mail that leaves the site: written with the change that it tells of, sent after the commit, tried again by `tick`."""
