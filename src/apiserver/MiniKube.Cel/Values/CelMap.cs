namespace MiniKube.Cel.Values;

/// <summary>A map. Immutable as far as programs can see.</summary>
public abstract class CelMap
{
    public abstract int Count { get; }

    public abstract IEnumerable<CelValue> Keys { get; }

    public abstract bool TryGet(in CelValue key, out CelValue value);
}
