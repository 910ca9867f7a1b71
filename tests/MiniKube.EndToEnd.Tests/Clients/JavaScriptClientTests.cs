using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class JavaScriptClientTests(SimulatedCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task The_JavaScript_client_writes_patches_watches_and_rolls_out()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("create namespace js", Token);
        var environment = new Dictionary<string, string>
        {
            ["CLIENT_NODE"] = Parts.ClientNode,
            ["KUBECONFIG"] = cluster.Kubeconfig,
            ["NAMESPACE"] = "js",
        };

        var run = await Command.RunAsync("node", [Path.Combine(AppContext.BaseDirectory, "Clients", "client-node.mjs")], Token, environment);

        run.Must().Should().Contain("ok a rollout");
    }
}
