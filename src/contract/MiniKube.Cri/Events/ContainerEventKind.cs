namespace MiniKube.Cri.Events;

public enum ContainerEventKind
{
    Created,
    Started,
    Stopped,
    Deleted,
}
