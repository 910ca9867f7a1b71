namespace MiniKube.Store.Commands;

/// <summary>What is said of a range. The numbers are on disk and never change.</summary>
[Flags]
internal enum RangeFlags
{
    None = 0,
    CountOnly = 1,
    KeysOnly = 2,
    HasSelection = 4,
}
