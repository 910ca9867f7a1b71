namespace MiniKube.Client.Api;

/// <summary>Where a watch starts and what it shows.</summary>
public sealed record WatchOptions
{
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Events after this revision; empty starts with what is there.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>After so many seconds the server ends the stream; 0 leaves it to the server.</summary>
    public int TimeoutSeconds { get; init; }

    public bool AllowBookmarks { get; init; } = true;
}
