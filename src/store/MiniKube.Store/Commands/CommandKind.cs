namespace MiniKube.Store.Commands;

/// <summary>What comes next in a command. The numbers are on disk and never change.</summary>
internal enum CommandKind
{
    Transaction = 1,
    Compaction = 2,
    ModRevisionIs = 16,
    Exists = 17,
    Put = 32,
    Delete = 33,
    Get = 34,
}
