namespace MiniKube.Store.Commands;

/// <summary>What comes next in a command. The numbers are on disk and never change.</summary>
internal enum CommandKind
{
    Transaction = 1,
    Compaction = 2,
    LeaseGrant = 3,
    LeaseRevoke = 4,
    ModRevisionIs = 16,
    Exists = 17,
    CompareNumber = 18,
    CompareValue = 19,
    Put = 32,
    Delete = 33,
    Get = 34,
    LeasedPut = 35,
    GetRange = 36,
    Nested = 37,
}
