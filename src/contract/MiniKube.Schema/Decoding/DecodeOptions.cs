namespace MiniKube.Schema.Decoding;

/// <summary>How a body is read.</summary>
public sealed record DecodeOptions
{
    public static DecodeOptions Default { get; } = new();

    /// <summary>Unknown and duplicate fields are named in <see cref="DecodeResult.Warnings"/>; false saves the paths.</summary>
    public bool ReportsFields { get; init; } = true;

    /// <summary>How deep objects and lists may nest.</summary>
    public int DepthMax { get; init; } = 256;

    /// <summary>How many unknown and duplicate fields are named before the rest is passed over.</summary>
    public int WarningsMax { get; init; } = 100;
}
