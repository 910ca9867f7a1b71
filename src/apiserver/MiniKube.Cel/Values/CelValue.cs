using System.Diagnostics;
using System.Runtime.InteropServices;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Values;

/// <summary>A value of the language. Scalars are held without a box; the default is null.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly struct CelValue
{
    private readonly object? _reference;
    private readonly long _bits;
    private readonly int _nanos;

    private CelValue(CelValueKind kind, object? reference, long bits = 0, int nanos = 0)
    {
        Kind = kind;
        _reference = reference;
        _bits = bits;
        _nanos = nanos;
    }

    public static CelValue Null => default;

    public static CelValue True => new(CelValueKind.Bool, null, 1);

    public static CelValue False => new(CelValueKind.Bool, null);

    public CelValueKind Kind { get; }

    public bool IsError => Kind == CelValueKind.Error;

    public bool IsTrue => Kind == CelValueKind.Bool && _bits != 0;

    public bool IsFalse => Kind == CelValueKind.Bool && _bits == 0;

    public bool IsNumber => Kind is CelValueKind.Int or CelValueKind.Uint or CelValueKind.Double;

    /// <summary>The number of an int; of another kind meaningless, as for the following members.</summary>
    public long AsInt => _bits;

    public ulong AsUint => (ulong)_bits;

    public double AsDouble => BitConverter.Int64BitsToDouble(_bits);

    public string AsString => (string)_reference!;

    public byte[] AsBytes => (byte[])_reference!;

    /// <summary>A duration in nanoseconds.</summary>
    public long AsDuration => _bits;

    public CelTimestamp AsTimestamp => new(_bits, _nanos);

    public CelList AsList => (CelList)_reference!;

    public CelMap AsMap => (CelMap)_reference!;

    public CelObject AsObject => (CelObject)_reference!;

    public CelOpaque AsOpaque => (CelOpaque)_reference!;

    public CelType AsType => (CelType)_reference!;

    /// <summary>What an optional holds; null when it holds nothing.</summary>
    public CelValue? AsOptional => (_reference as CelBox)?.Value;

    /// <summary>What went wrong, in the language's words.</summary>
    public string AsError => (string)_reference!;

    internal object? Reference => _reference;

    public static implicit operator CelValue(bool value) => value ? True : False;

    public static implicit operator CelValue(long value) => new(CelValueKind.Int, null, value);

    public static implicit operator CelValue(double value) => new(CelValueKind.Double, null, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator CelValue(string value) => new(CelValueKind.String, value);

    public static implicit operator CelValue(CelList value) => new(CelValueKind.List, value);

    public static implicit operator CelValue(CelMap value) => new(CelValueKind.Map, value);

    public static implicit operator CelValue(CelObject value) => new(CelValueKind.Object, value);

    public static implicit operator CelValue(CelOpaque value) => new(CelValueKind.Opaque, value);

    public static CelValue Uint(ulong value) => new(CelValueKind.Uint, null, (long)value);

    public static CelValue Bytes(byte[] value) => new(CelValueKind.Bytes, value);

    public static CelValue Duration(long nanoseconds) => new(CelValueKind.Duration, null, nanoseconds);

    public static CelValue Timestamp(CelTimestamp value) => new(CelValueKind.Timestamp, null, value.Seconds, value.Nanos);

    public static CelValue Type(CelType type) => new(CelValueKind.Type, type);

    public static CelValue Some(CelValue value) => new(CelValueKind.Optional, new CelBox(value));

    public static CelValue None() => new(CelValueKind.Optional, null);

    public static CelValue Error(string message) => new(CelValueKind.Error, message);

    /// <summary>The type that <c>type(value)</c> answers.</summary>
    public CelType TypeOf() => Kind switch
    {
        CelValueKind.Null => CelType.Null,
        CelValueKind.Bool => CelType.Bool,
        CelValueKind.Int => CelType.Int,
        CelValueKind.Uint => CelType.Uint,
        CelValueKind.Double => CelType.Double,
        CelValueKind.String => CelType.String,
        CelValueKind.Bytes => CelType.Bytes,
        CelValueKind.Duration => CelType.Duration,
        CelValueKind.Timestamp => CelType.Timestamp,
        CelValueKind.List => CelType.ListOf(CelType.Dyn),
        CelValueKind.Map => CelType.MapOf(CelType.Dyn, CelType.Dyn),
        CelValueKind.Object => AsObject.Type,
        CelValueKind.Opaque => AsOpaque.Type,
        CelValueKind.Optional => CelType.OptionalOf(CelType.Dyn),
        CelValueKind.Type => CelType.TypeOf(CelType.Dyn),
        _ => throw new UnreachableException("an error has no type"),
    };

    public override string ToString() => CelText.Of(this);
}
