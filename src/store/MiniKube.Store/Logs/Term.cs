namespace MiniKube.Store.Logs;

/// <summary>Under whose leadership an entry was made. A lone member stays in its first.</summary>
internal readonly record struct Term(long Value)
{
    public static readonly Term First = new(1);

    public override string ToString() => Value.ToString();
}
