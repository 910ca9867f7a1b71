namespace MiniKube.Store.Members;

/// <summary>Where long work of a member is done beside its loop.</summary>
internal interface IBackground
{
    /// <summary>Runs a job once, soon; the member is to be processed again when it is done.</summary>
    void Start(BackgroundJob job);
}
