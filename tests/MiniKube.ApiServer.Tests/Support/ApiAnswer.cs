using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Tests.Support;

/// <summary>What the server answered.</summary>
internal sealed record ApiAnswer(int Code, string Text, string[] Warnings)
{
    /// <summary>The headers of the answer and of its content, joined by commas, in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    public JsonObject Json => JsonNode.Parse(Text)!.AsObject();

    public string Message => Json["message"]?.GetValue<string>() ?? "";

    public string Reason => Json["reason"]?.GetValue<string>() ?? "";

    public JsonObject Metadata => Json["metadata"]!.AsObject();

    public string ResourceVersion => Metadata["resourceVersion"]!.GetValue<string>();

    public IReadOnlyList<JsonObject> Items => [.. Json["items"]!.AsArray().Select(item => item!.AsObject())];

    public IReadOnlyList<string> Names => [.. Items.Select(item => item["metadata"]!["name"]!.GetValue<string>())];
}
