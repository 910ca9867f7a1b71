namespace MiniKube.Cel.Values;

/// <summary>A map that a program made; numbers that are equal are one key, whatever their kind.</summary>
public sealed class DictionaryMap(IReadOnlyDictionary<CelValue, CelValue> entries) : CelMap
{
    public override int Count => entries.Count;

    public override IEnumerable<CelValue> Keys => entries.Keys;

    public override bool TryGet(in CelValue key, out CelValue value) => entries.TryGetValue(key, out value);
}
