namespace MiniKube.Schema.CustomResources;

/// <summary>How long a text, how many the items of a list or the properties of an object may be; null for no bound.</summary>
internal sealed record SizeBounds
{
    /// <summary>In characters.</summary>
    public long? LengthMin { get; init; }

    /// <summary>In characters.</summary>
    public long? LengthMax { get; init; }

    public long? ItemsMin { get; init; }

    public long? ItemsMax { get; init; }

    public long? PropertiesMin { get; init; }

    public long? PropertiesMax { get; init; }
}
