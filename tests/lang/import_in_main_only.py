# __name__ differs between script and module.
import pkg_main.tool
print(__name__, pkg_main.tool.ran)
if __name__ == "__main__":
    print("main part")
