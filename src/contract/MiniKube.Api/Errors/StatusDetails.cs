using System.Collections.Immutable;

namespace MiniKube.Api.Errors;

/// <summary>What a <see cref="ApiStatus"/> is about. <see cref="Kind"/> holds the resource name (<c>pods</c>) for 404 and 409, the Kind for 422, as upstream does.</summary>
public sealed record StatusDetails
{
    public string Name { get; init; } = "";

    public string Group { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Uid { get; init; } = "";

    public ImmutableArray<StatusCause> Causes { get; init; } = [];

    /// <summary>Seconds after which a client may try again; 0 when unknown.</summary>
    public int RetryAfterSeconds { get; init; }
}
