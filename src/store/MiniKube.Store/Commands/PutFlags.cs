namespace MiniKube.Store.Commands;

/// <summary>What a put leaves as it was. The numbers are on disk and never change.</summary>
[Flags]
internal enum PutFlags
{
    None = 0,
    KeepsValue = 1,
    KeepsLease = 2,
}
