ran = "as module" if __name__ != "__main__" else "as script"
