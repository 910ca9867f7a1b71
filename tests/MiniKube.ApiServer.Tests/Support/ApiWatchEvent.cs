using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>An event as a watch sent it.</summary>
internal sealed record ApiWatchEvent(string Type, JsonObject Object)
{
    public string Name => Object["metadata"]?["name"]?.GetValue<string>() ?? "";

    public long Revision => long.Parse(Object["metadata"]!["resourceVersion"]!.GetValue<string>());

    public override string ToString() => $"{Type} {Name}";
}
