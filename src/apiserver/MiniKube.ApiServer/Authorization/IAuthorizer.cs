namespace MiniKube.ApiServer.Authorization;

/// <summary>Says whether a user may do a thing.</summary>
public interface IAuthorizer
{
    ValueTask<Decision> AuthorizeAsync(AttributesRecord attributes, CancellationToken cancellationToken);
}
