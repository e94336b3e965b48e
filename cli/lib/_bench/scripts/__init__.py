"""What `gilvm bench` measures: small scripts that run unchanged under CPython 2.7, 3 and gilvm, and print figures as name=value words."""
