namespace MiniKube.Cel.Types;

/// <summary>The fields of a type by the names that programs write; made when they are first asked for.</summary>
public abstract class CelFields
{
    /// <summary>Null when the type has no such field.</summary>
    public abstract CelField? Find(string name);
}
