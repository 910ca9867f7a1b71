namespace MiniKube.Mvcc;

/// <summary>The numbers of a key that can be compared; all are zero for a key that does not exist.</summary>
public enum ComparedNumber
{
    Version,
    CreateRevision,
    ModRevision,
    Lease,
}
