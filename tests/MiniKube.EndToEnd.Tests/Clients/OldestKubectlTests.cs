using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

/// <summary>kubectl 1.20 knows neither aggregated discovery nor OpenAPI v3: it reads the older documents, the last in protobuf.</summary>
public sealed class OldestKubectlTests(SimulatedCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task It_validates_and_explains_by_the_older_documents()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlOldest);
        await kubectl.MustAsync("create namespace oldest", Token);
        var wrong = Manifests.ConfigMap("cm", "one") + "\ndatta: {}";

        (await kubectl.RunAsync("-n oldest apply -f -", Token, wrong)).MustFail().Should().Contain("unknown field \"datta\"");
        (await kubectl.MustAsync("-n oldest apply -f -", Token, Manifests.ConfigMap("cm", "one"))).Should().Contain("created");
        (await kubectl.MustAsync("explain deployment.spec.strategy.rollingUpdate", Token)).Should().Contain("maxSurge\t<string>");
        (await kubectl.MustAsync("api-resources --no-headers", Token)).Should().MatchRegex(@"(?m)^deployments +deploy +apps/v1 +true +Deployment$");
    }

    [Fact(Timeout = 180_000)]
    public async Task It_rolls_out_gets_and_deletes()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlOldest);
        await kubectl.MustAsync("create namespace oldest-web", Token);
        await kubectl.MustAsync("-n oldest-web apply -f -", Token, Manifests.Web("web", replicas: 2));
        await kubectl.MustAsync("-n oldest-web rollout status deployment/web --timeout=90s", Token);

        (await kubectl.MustAsync("-n oldest-web get pods", Token)).Should().MatchRegex(@"^NAME +READY +STATUS +RESTARTS +AGE\n");
        (await kubectl.MustAsync("-n oldest-web get deployment web -o yaml", Token)).Should().Contain("replicas: 2");
        (await kubectl.MustAsync("-n oldest-web delete deployment web --wait=true --timeout=60s", Token)).Should().Contain("deleted");
    }
}
