using MiniKube.Cel.Types;

namespace MiniKube.Cel.Values;

/// <summary>A value with the fields of a declared type.</summary>
public abstract class CelObject
{
    public abstract CelType Type { get; }

    /// <summary>Whether the field is given.</summary>
    public abstract bool Has(string field);

    /// <summary>The field's value; an error when it is not given.</summary>
    public abstract CelValue Get(string field);

    /// <summary>The names of the fields that are given, as programs write them.</summary>
    public abstract IEnumerable<string> Fields { get; }
}
