using System.Collections.Immutable;
using MiniKube.Api.Names;

namespace MiniKube.Schema.OpenApi;

/// <summary>What an HTTP method does at a path.</summary>
internal sealed record ApiOperation
{
    private const string Json = "application/json";

    /// <summary>In lower case.</summary>
    public required string Method { get; init; }

    /// <summary>The word of <c>x-kubernetes-action</c>.</summary>
    public required string Action { get; init; }

    public required string Id { get; init; }

    public required string Description { get; init; }

    public required GroupVersionKind Kind { get; init; }

    /// <summary>The definition of the request's body; null when it has none.</summary>
    public string? Body { get; init; }

    /// <summary>The definition of the answer; null for text or a stream.</summary>
    public string? Response { get; init; }

    public ImmutableArray<ApiParameter> Parameters { get; init; } = [];

    public ImmutableArray<int> SuccessCodes { get; init; } = [200];

    /// <summary>Of a custom resource.</summary>
    public bool IsCustom { get; init; }

    public bool IsPatch => Method == "patch";

    /// <summary>In what the answer can be had; a list can be followed by a watch at the same path.</summary>
    public IEnumerable<string> ResponseMediaTypes
    {
        get
        {
            var isStream = Action is "list" or "watch" or "watchlist";
            string[] encodings = IsCustom ? [Json] : [Json, Protobuf.ProtobufBody.MediaType];
            return encodings.SelectMany(type => isStream ? [type, $"{type};stream=watch"] : (string[])[type]).Append("application/yaml");
        }
    }
}
