namespace MiniKube.Mvcc;

/// <summary>How what is stored must stand to what is given.</summary>
public enum Relation
{
    Equal,
    Greater,
    Less,
    NotEqual,
}
