print(f"abc {1}
