using System.Buffers.Text;
using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;
using MiniKube.Cel.Values;

namespace MiniKube.Cel.Functions.Extensions;

/// <summary>The encoders extension.</summary>
internal static class EncodingFunctions
{
    public static IEnumerable<Overload> All =>
    [
        Overload.Of("base64.encode", [CelType.Bytes], CelType.String, static args => Convert.ToBase64String(args[0].AsBytes), CostModel.Widen(0, 2, 4)),
        Overload.Of("base64.decode", [CelType.String], CelType.Bytes, static args => Decode(args[0].AsString), CostModel.Rewrite(0)),
    ];

    /// <summary>The padding may be missing.</summary>
    private static CelValue Decode(string text)
    {
        var padded = text.Length % 4 == 0 ? text : text + new string('=', 4 - (text.Length % 4));
        var made = new byte[Base64.GetMaxDecodedFromUtf8Length(padded.Length)];
        return Convert.TryFromBase64String(padded, made, out var length)
            ? CelValue.Bytes(made[..length])
            : CelValue.Error("illegal base64 data");
    }
}
