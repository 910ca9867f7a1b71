namespace MiniKube.Client.Api;

/// <summary>What a list or a deletecollection is about. Empty means: all of it.</summary>
public sealed record ListOptions
{
    public static ListOptions All { get; } = new();

    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    /// <summary>Items on a page; 0 for all at once.</summary>
    public int Limit { get; init; }

    /// <summary>The token from the page before.</summary>
    public string Continue { get; init; } = "";

    /// <summary>Empty reads the newest state; <c>0</c> allows any.</summary>
    public string ResourceVersion { get; init; } = "";
}
