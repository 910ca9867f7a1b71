namespace MiniKube.Mvcc;

public enum KeyEventType
{
    Put,
    Delete,
}
