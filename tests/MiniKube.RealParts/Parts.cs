namespace MiniKube.RealParts;

/// <summary>Where the programs under test and their peers are. What is missing fails the test with what to do.</summary>
public static class Parts
{
    public static string Mkube => Find(
        "MKUBE_BINARY",
        Path.Combine(Root, "artifacts", "mkube", "mkube"),
        "dotnet publish src/apps/MiniKube -c Release -o artifacts/mkube");

    public static string Kubectl => Find("MKUBE_KUBECTL", Path.Combine(Root, ".tools", "kubectl", "kubectl"), "deploy/install-parts.sh kubectl");

    private static string Root { get; } = FindRoot();

    private static string Find(string variable, string usual, string howToGet)
    {
        var path = Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set : usual;
        return File.Exists(path) ? path : throw new FileNotFoundException($"{path} is missing: run '{howToGet}' or set {variable}.");
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MiniKube.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run the tests from a checkout.");
    }
}
