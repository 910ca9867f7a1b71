using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Harness;

/// <summary>A test with a namespace of its own in the shared cluster.</summary>
public abstract class KubectlTest(ContainerdCluster cluster) : IAsyncLifetime
{
    private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly string _namespace = "t" + Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(4));

    protected CancellationToken Token => _limit.Token;

    internal Kubectl Kubectl { get; } = cluster.Kubectl;

    protected string Namespace => _namespace;

    public async ValueTask InitializeAsync()
    {
        await cluster.EnsureStartedAsync();
        _limit.CancelAfter(TimeSpan.FromMinutes(3));
        (await Kubectl.RunAsync("create -f -", Token, $"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {_namespace}\n")).Must();
    }

    public async ValueTask DisposeAsync()
    {
        await Kubectl.RunAsync($"delete namespace {_namespace} --wait=false", CancellationToken.None);
        _limit.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs kubectl in the test's namespace; it must succeed.</summary>
    internal async Task<string> MustAsync(string words, string? input = null) =>
        (await Kubectl.RunAsync($"-n {_namespace} {words}", Token, input)).Must();

    /// <summary>Runs kubectl in the test's namespace; it must fail.</summary>
    internal async Task<string> MustFailAsync(string words, string? input = null) =>
        (await Kubectl.RunAsync($"-n {_namespace} {words}", Token, input)).MustFail();

    /// <summary>Runs kubectl with words that may hold blanks; it must succeed.</summary>
    internal async Task<string> MustAsync(IEnumerable<string> words, IReadOnlyDictionary<string, string>? environment = null) =>
        (await Kubectl.RunAsync(["-n", _namespace, .. words], Token, environment: environment)).Must();

    /// <summary>Makes the file that the pod waits for. It may end, and the command with it, before the command's exit code is known.</summary>
    internal async Task LetGoAsync(string pod) => _ = await Kubectl.RunAsync($"-n {_namespace} exec {pod} -- touch /tmp/go", Token);

    /// <summary>Applies the web Deployment and waits until it is available.</summary>
    internal async Task ApplyWebAsync(string name, int replicas = 1, string greeting = "hello")
    {
        await MustAsync("apply -f -", Manifests.ProbedWeb(name, replicas, greeting));
        await MustAsync($"rollout status deployment/{name} --timeout=90s");
    }

    internal async Task<string> JsonPathAsync(string what, string path) =>
        (await MustAsync(["get", .. what.Split(' '), "-o", $"jsonpath={path}"])).Trim();
}
