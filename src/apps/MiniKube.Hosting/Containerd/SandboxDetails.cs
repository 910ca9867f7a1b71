using System.Text.Json.Nodes;

namespace MiniKube.Hosting.Containerd;

/// <summary>Reads what containerd shows of a sandbox beyond CRI.</summary>
internal static class SandboxDetails
{
    public static string? CgroupParentOf(string info)
        => JsonNode.Parse(info)?["config"]?["linux"]?["cgroup_parent"]?.GetValue<string>() is { Length: > 1 } path ? path : null;
}
