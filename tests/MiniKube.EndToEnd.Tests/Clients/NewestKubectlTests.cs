using System.Text.Json.Nodes;
using MiniKube.EndToEnd.Tests.Harness;
using MiniKube.RealParts;

namespace MiniKube.EndToEnd.Tests.Clients;

public sealed class NewestKubectlTests(SimulatedCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task It_finds_its_way_through_discovery_and_descriptions()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);

        (await kubectl.MustAsync("api-resources --no-headers", Token)).Should().MatchRegex(@"(?m)^deployments +deploy +apps/v1 +true +Deployment$");
        (await kubectl.MustAsync("api-resources --api-group=apps --verbs=watch -o name", Token)).Should().Contain("deployments.apps");
        (await kubectl.MustAsync("api-versions", Token)).Should().Contain("resource.k8s.io/v1");
        (await kubectl.MustAsync("explain pods.spec.containers.livenessProbe.httpGet", Token)).Should().Contain("port\t<IntOrString> -required-");
        (await kubectl.MustAsync("explain deployments --output=plaintext-openapiv2", Token)).Should().Contain("VERSION:  apps/v1");
        (await kubectl.MustAsync("version", Token)).Should().MatchRegex(@"Server Version: v1\.34\.\d+");
    }

    [Fact(Timeout = 180_000)]
    public async Task What_it_writes_and_prints_in_protobuf_is_what_is_stored()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("create namespace newest-protobuf", Token);
        (string Create, string Get)[] objects =
        [
            ("create secret generic s --from-literal=a=b", "secret s"),
            ("create quota q --hard=cpu=1500m,pods=2,memory=1Gi", "quota q"),
            ("create poddisruptionbudget p --selector=app=web --min-available=50%", "pdb p"),
            ("create ingress i --rule=example.com/path*=svc:80,tls=cert", "ingress i"),
            ("create role r --verb=get,list --resource=pods,deployments.apps/scale --resource-name=x", "role r"),
            ("create rolebinding b --role=r --user=u --serviceaccount=default:d", "rolebinding b"),
            ("create job j --image=i -- sleep 5", "job j"),
            ("create cronjob c --image=i --schedule=*/5_*_*_*_* -- sleep 5", "cronjob c"),
            ("create deployment d --image=i --replicas=2 --port=80", "deployment d"),
            ("create service nodeport n --tcp=80:8080", "service n"),
            ("create serviceaccount a", "serviceaccount a"),
            ("create configmap m --from-literal=k=v", "configmap m"),
        ];

        foreach (var (create, get) in objects)
        {
            var words = create.Split(' ').Select(word => word.Replace('_', ' ')).ToArray();
            var split = Array.IndexOf(words, "--") is var at and >= 0 ? at : words.Length;
            var created = (await kubectl.RunAsync(["-n", "newest-protobuf", .. words[..split], "-o", "json", .. words[split..]], Token)).Must();
            var read = await kubectl.MustAsync($"-n newest-protobuf get {get} -o json", Token);

            JsonNode.DeepEquals(Said(created), Said(read)).Should().BeTrue("of {0}, which printed\n{1}\nand is\n{2}", create, created, read);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task It_gets_watches_waits_and_describes()
    {
        var kubectl = await cluster.KubectlAsync(Parts.KubectlNewest);
        await kubectl.MustAsync("create namespace newest", Token);
        await kubectl.MustAsync("-n newest apply -f -", Token, Manifests.Web("web", replicas: 2));
        await kubectl.MustAsync("-n newest rollout status deployment/web --timeout=90s", Token);
        await kubectl.MustAsync("-n newest wait pods -l app=web --for=condition=Ready --timeout=60s", Token);

        (await kubectl.MustAsync("-n newest get pods -o wide", Token)).Should()
            .MatchRegex(@"^NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\n")
            .And.MatchRegex(@"(?m)^web-\S+ +1/1 +Running +0 +");
        (await kubectl.MustAsync("-n newest get deploy,rs,cm,sa,events", Token)).Should().Contain("deployment.apps/web").And.Contain("2/2");
        (await kubectl.MustAsync("get nodes,ns,sc,pv,clusterroles -A --ignore-not-found", Token)).Should().Contain("node/");
        (await kubectl.MustAsync("-n newest describe deployment web", Token)).Should().Contain("2 desired | 2 updated");
        (await kubectl.MustAsync("-n newest describe pods", Token)).Should().Contain("QoS Class:");
        (await kubectl.RunAsync("-n newest get pods --watch --request-timeout=2s", Token)).Output.Should().MatchRegex(@"^NAME +READY +STATUS +RESTARTS +AGE\n(web-\S+ +1/1 +Running .*\n){2}");
        (await kubectl.MustAsync("-n newest get pods --chunk-size=1 -o name", Token)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(2);
        (await kubectl.RunAsync("-n newest get pods --field-selector spec.color=red", Token)).MustFail().Should().Contain("field label not supported: spec.color");
    }

    /// <summary>What is the writer's: names given by the server, status and times change after the write.</summary>
    private static JsonObject Said(string json)
    {
        var tree = JsonNode.Parse(json)!.AsObject();
        tree.Remove("status");
        if (tree["kind"]!.GetValue<string>() is "Job" or "Deployment")
        {
            tree["metadata"]!.AsObject().Remove("annotations");
        }

        tree["metadata"]!.AsObject().Remove("resourceVersion");
        tree["metadata"]!.AsObject().Remove("managedFields");
        return tree;
    }
}
