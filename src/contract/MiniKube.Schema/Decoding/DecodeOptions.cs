namespace MiniKube.Schema.Decoding;

/// <summary>How a body is read.</summary>
public sealed record DecodeOptions
{
    public static DecodeOptions Default { get; } = new();

    /// <summary>For a tree that upstream turns into an object without writing it as JSON first.</summary>
    public static DecodeOptions Conversion { get; } = new() { IsConversion = true };

    /// <summary>A value that is not of its type is told in other words, those of upstream's conversion.</summary>
    public bool IsConversion { get; init; }

    /// <summary>Unknown and duplicate fields are named in <see cref="DecodeResult.Warnings"/>; false saves the paths.</summary>
    public bool ReportsFields { get; init; } = true;

    /// <summary>How deep objects and lists may nest.</summary>
    public int DepthMax { get; init; } = 256;

    /// <summary>How many unknown and duplicate fields are named before the rest is passed over.</summary>
    public int WarningsMax { get; init; } = 100;
}
