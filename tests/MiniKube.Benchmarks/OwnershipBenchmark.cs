using System.Text;
using System.Text.Json.Nodes;
using MiniKube.Schema.Decoding;
using MiniKube.Schema.Defaulting;
using MiniKube.Schema.Encoding;
using MiniKube.Schema.ManagedFields;
using MiniKube.Schema.Resources;

namespace MiniKube.Benchmarks;

/// <summary>What keeping managedFields costs a write: bytes allocated beside everything else that the write does. No server, no clock.</summary>
internal sealed class OwnershipBenchmark : IObjectVersions
{
    private const string Running =
        """
        {"phase":"Running","podIP":"10.244.0.7","podIPs":[{"ip":"10.244.0.7"}],"hostIP":"10.0.0.1","startTime":"2026-01-01T00:00:00Z","conditions":[
        {"type":"Initialized","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"Ready","status":"READY","lastTransitionTime":"2026-01-01T00:00:00Z"},
        {"type":"ContainersReady","status":"READY","lastTransitionTime":"2026-01-01T00:00:00Z"},{"type":"PodScheduled","status":"True","lastTransitionTime":"2026-01-01T00:00:00Z"}],
        "containerStatuses":[{"name":"main","ready":READ,"restartCount":0,"image":"i","imageID":"i"},{"name":"side","ready":READ,"restartCount":0,"image":"i","imageID":"i"}]}
        """;

    private static readonly ResourceDefinition Resource = ApiCatalog.BuiltIn.Resources.Single(one => one.Resource.ToString().Contains("pods", StringComparison.Ordinal)
        && one.Kind.Kind == "Pod");

    // As the registry has it: a write of the one half does not look at the other.
    private static readonly FieldSet OutOfStatus = ServerFields.Unowned.Union(FieldSet.Of("spec"));
    private static readonly FieldSet OutOfMain = ServerFields.Unowned.Union(FieldSet.Of("status"));

    public static Task RunAsync(bool isSmoke, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var benchmark = new OwnershipBenchmark();
        var rounds = isSmoke ? 10 : 2000;
        var created = benchmark.Write([], Decode(Pods.Body(1)), "kubectl-create", "");
        var running = benchmark.Write(created, With(created, "True"), "kubelet", "status");

        Console.WriteLine("| write | object, bytes | of them managedFields | allocated for ownership, bytes |");
        Console.WriteLine("| --- | --- | --- | --- |");
        Report("create a pod", created, rounds, () => ([], Decode(Pods.Body(1))), (before, after) => benchmark.Write(before, after, "kubectl-create", ""));
        Report("first status of a pod", running, rounds, () => (Stored(created), With(created, "True")), (before, after) => benchmark.Write(before, after, "kubelet", "status"));
        Report("a pod's status changes", running, rounds, () => (Stored(running), With(running, "False")), (before, after) => benchmark.Write(before, after, "kubelet", "status"));
        Report("nothing changes", running, rounds, () => (Stored(running), With(running, "True")), (before, after) => benchmark.Write(before, after, "kubelet", "status"));
        Report("an annotation changes", running, rounds, () => (Stored(running), Annotated(running)), (before, after) => benchmark.Write(before, after, "kubectl-annotate", ""));
        var config = ConfigurationReader.Read(Encoding.UTF8.GetBytes(Pods.Body(1)));
        var applied = benchmark.Apply([], config);
        Report("an apply that changes nothing", applied, rounds, () => (Stored(applied), config), (before, after) => benchmark.Apply(before, after));
        return Task.CompletedTask;
    }

    public ObjectVersion? Find(string apiVersion) => null;

    private static void Report(string name, JsonObject result, int rounds, Func<(JsonObject Before, JsonObject After)> prepare, Action<JsonObject, JsonObject> write)
    {
        long bytes = 0;
        for (var round = -rounds / 10; round < rounds; round++)
        {
            var (before, after) = prepare();
            var start = GC.GetAllocatedBytesForCurrentThread();
            write(before, after);
            bytes = round < 0 ? 0 : bytes + GC.GetAllocatedBytesForCurrentThread() - start;
        }

        var owners = result["metadata"]!["managedFields"] is { } fields ? Encoding.UTF8.GetByteCount(fields.ToJsonString()) : 0;
        Console.WriteLine($"| {name} | {CanonicalJson.ToBytes(result, Resource.Schema).Length} | {owners} | {bytes / rounds} |");
    }

    private JsonObject Write(JsonObject existing, JsonObject desired, string manager, string subresource)
    {
        _ = UpdateOwnership.Track(existing, desired, Context(manager, subresource));
        return desired;
    }

    private JsonObject Apply(JsonObject existing, JsonObject config) =>
        ((ApplyResult.Applied)ApplyOwnership.Apply(existing, config, Context("applier", ""), isForced: false)).Object;

    private OwnershipContext Context(string manager, string subresource) => new()
    {
        Manager = manager,
        ApiVersion = "v1",
        Subresource = subresource,
        Now = DateTimeOffset.UnixEpoch,
        Type = Resource.Schema,
        Ignored = subresource.Length > 0 ? OutOfStatus : OutOfMain,
        Versions = this,
    };

    private static JsonObject Decode(string json)
    {
        var tree = ObjectDecoder.Decode(Encoding.UTF8.GetBytes(json), Resource.Schema, DecodeOptions.Default).Object;
        tree["metadata"]!["uid"] = "8b1b4d2c-3c1f-4a53-9f0e-9f7c0f4f1a11";
        Defaulter.Apply(tree, Resource);
        return tree;
    }

    /// <summary>As the registry reads what is stored.</summary>
    private static JsonObject Stored(JsonObject tree) => JsonNode.Parse(CanonicalJson.ToBytes(tree, Resource.Schema))!.AsObject();

    private static JsonObject With(JsonObject tree, string ready)
    {
        var changed = tree.DeepClone().AsObject();
        changed["status"] = JsonNode.Parse(Running.Replace("READY", ready, StringComparison.Ordinal).Replace("READ", ready == "True" ? "true" : "false", StringComparison.Ordinal));
        return CanonicalJson.Normalize(changed, Resource.Schema);
    }

    private static JsonObject Annotated(JsonObject tree)
    {
        var changed = tree.DeepClone().AsObject();
        changed["metadata"]!["annotations"]!["n"] = "1";
        return CanonicalJson.Normalize(changed, Resource.Schema);
    }
}
