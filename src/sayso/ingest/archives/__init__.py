"""Web archives: WARC and WACZ files, whose every page keeps where it stands in them."""
