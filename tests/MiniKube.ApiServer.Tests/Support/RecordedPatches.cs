using System.Text.Json.Nodes;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Authentication;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>Keeps what would have been changed, and answers as it is told.</summary>
internal sealed class RecordedPatches : IObjectPatches
{
    public List<(NamespacedName Name, string Patch)> Made { get; } = [];

    public string Complaint { get; set; } = "";

    public ValueTask<string> MergeAsync(GroupVersionResource resource, NamespacedName name, JsonObject patch, CancellationToken cancellationToken)
    {
        Made.Add((name, patch.ToJsonString()));
        return ValueTask.FromResult(Complaint);
    }
}
