using System.Collections.Frozen;
using MiniKube.Cel.Functions.Kubernetes;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Checking;

/// <summary>The types that programs can name.</summary>
internal static class TypeNames
{
    private static readonly FrozenDictionary<string, CelType> ByName = new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["bool"] = CelType.Bool,
        ["int"] = CelType.Int,
        ["uint"] = CelType.Uint,
        ["double"] = CelType.Double,
        ["string"] = CelType.String,
        ["bytes"] = CelType.Bytes,
        ["list"] = CelType.ListOf(CelType.Dyn),
        ["map"] = CelType.MapOf(CelType.Dyn, CelType.Dyn),
        ["null_type"] = CelType.Null,
        ["type"] = CelType.TypeOf(CelType.Dyn),
        ["optional_type"] = CelType.OptionalOf(CelType.Dyn),
        ["google.protobuf.Timestamp"] = CelType.Timestamp,
        ["google.protobuf.Duration"] = CelType.Duration,
        [QuantityValue.CelType.Name] = QuantityValue.CelType,
        [UrlValue.CelType.Name] = UrlValue.CelType,
        [AddressValue.CelType.Name] = AddressValue.CelType,
        [NetworkValue.CelType.Name] = NetworkValue.CelType,
        [SemverValue.CelType.Name] = SemverValue.CelType,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static CelType? Find(string name) => ByName.GetValueOrDefault(name);
}
