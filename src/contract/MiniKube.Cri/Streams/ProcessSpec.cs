using System.Text.Json.Nodes;
using Google.Protobuf.Collections;
using Grpc.Core;

namespace MiniKube.Cri.Streams;

/// <summary>Reads the OCI specification that containerd shows in a verbose status.</summary>
internal static class ProcessSpec
{
    /// <summary>The container's own process (user, environment, limits), but with this command, as JSON.</summary>
    public static string For(MapField<string, string> info, IReadOnlyList<string> command, bool tty)
    {
        if (SpecOf(info)["process"] is not JsonObject process)
        {
            throw Unreadable("process");
        }

        process["args"] = new JsonArray([.. command.Select(static word => (JsonNode)word)]);
        process["terminal"] = tty;
        if (tty && process["env"] is JsonArray environment
            && !environment.Any(static entry => entry!.GetValue<string>().StartsWith("TERM=", StringComparison.Ordinal)))
        {
            environment.Add((JsonNode)"TERM=xterm");
        }

        return process.ToJsonString();
    }

    /// <summary>Null for a pod on the node's network.</summary>
    public static string? NetworkNamespaceOf(MapField<string, string> info)
    {
        if (SpecOf(info)["linux"]?["namespaces"] is not JsonArray namespaces)
        {
            throw Unreadable("linux.namespaces");
        }

        var network = namespaces.FirstOrDefault(static entry => entry?["type"]?.GetValue<string>() == "network");
        return network?["path"]?.GetValue<string>();
    }

    private static JsonObject SpecOf(MapField<string, string> info)
        => info.TryGetValue("info", out var json) && JsonNode.Parse(json)?["runtimeSpec"] is JsonObject spec ? spec : throw Unreadable("runtimeSpec");

    private static RpcException Unreadable(string what)
        => new(new Status(StatusCode.Unimplemented, $"the runtime's verbose status has no {what}: this is not containerd"));
}
