namespace MiniKube.RealParts;

/// <summary>Where the programs under test and their peers are. What is missing fails the test with what to do.</summary>
public static class Parts
{
    public static string Mkube => Find(
        "MKUBE_BINARY",
        Path.Combine(Root, "artifacts", "mkube", "mkube"),
        "dotnet publish src/apps/MiniKube -c Release -o artifacts/mkube");

    public static string Kubectl => Find("MKUBE_KUBECTL", Path.Combine(Root, ".tools", "kubectl", "kubectl"), "deploy/install-parts.sh kubectl");

    /// <summary>kubectl of a newer minor version than the server speaks.</summary>
    public static string KubectlNewest => Find(
        "MKUBE_KUBECTL_NEWEST", Path.Combine(Root, ".tools", "kubectl-1.35", "kubectl"), "deploy/install-parts.sh kubectl-newest");

    /// <summary>Helm 4; comes with <see cref="KubectlNewest"/>.</summary>
    public static string Helm => Find("MKUBE_HELM", Path.Combine(Root, ".tools", "helm", "helm"), "deploy/install-parts.sh kubectl-newest");

    /// <summary>The oldest kubectl that works.</summary>
    public static string KubectlOldest => Find(
        "MKUBE_KUBECTL_OLDEST", Path.Combine(Root, ".tools", "kubectl-1.20", "kubectl"), "deploy/install-parts.sh kubectl-oldest");

    /// <summary>The directory whose <c>node_modules</c> hold the official JavaScript client.</summary>
    public static string ClientNode => Path.GetDirectoryName(Find(
        "MKUBE_CLIENT_NODE", Path.Combine(Root, ".tools", "client-node", "package.json"), "deploy/install-parts.sh client-node"))!;

    public static string Etcd => Find("MKUBE_ETCD", Path.Combine(Root, ".tools", "etcd", "etcd"), "deploy/install-parts.sh etcd");

    public static string Etcdctl => Find("MKUBE_ETCDCTL", Path.Combine(Root, ".tools", "etcd", "etcdctl"), "deploy/install-parts.sh etcd");

    /// <summary>A file or directory of <c>deploy/examples</c>.</summary>
    public static string Example(string path) => Path.Combine(Root, "deploy", "examples", path);

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
