using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions;

/// <summary>Errors that several functions know, in the words that clients have seen elsewhere.</summary>
internal static class Errors
{
    public static CelValue IntOverflow => CelValue.Error("integer overflow");

    public static CelValue UintOverflow => CelValue.Error("unsigned integer overflow");

    public static CelValue DurationOverflow => CelValue.Error("duration overflow");

    public static CelValue TimestampOverflow => CelValue.Error("timestamp overflow");

    public static CelValue NoSuchOverload => CelValue.Error("no such overload");

    /// <summary>A bound of this server: a program could else fill the memory within its budget.</summary>
    public static CelValue TooLarge => CelValue.Error("value exceeds size limit");

    /// <summary>Longer texts cannot be made.</summary>
    public const int TextCharsMax = 8_000_000;

    public static CelValue NoSuchKey(in CelValue key) => CelValue.Error($"no such key: {key}");

    public static CelValue OutOfBounds(long index) => CelValue.Error($"index out of bounds: {index}");

    public static CelValue OutOfRange(long index) => CelValue.Error($"index out of range: {index}");

    public static CelValue Conversion(in CelValue value, string to) => CelValue.Error($"type conversion error from '{value.TypeOf().RuntimeName}' to '{to}'");
}
