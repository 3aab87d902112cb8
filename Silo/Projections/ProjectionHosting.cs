namespace Commerce.Projections;

/// <summary>What keeps read tables in this process; which ones, the features say.</summary>
internal static class ProjectionHosting
{
    public static void AddCommerceProjections(this IServiceCollection services)
    {
        services.AddSingleton<ParkedEvents>();
        services.AddSingleton<ProjectionWriter>();
        services.AddSingleton<Redrive>();
        services.AddSingleton<ReadTables>();
    }

    /// <summary>
    /// Adds a read table. Where events go over Kafka it also needs a grain that subscribes to them, a
    /// <see cref="ProjectionGrain{TProjection}"/>.
    /// </summary>
    public static void AddProjection<TProjection>(this IServiceCollection services)
        where TProjection : class, IProjection
    {
        services.AddSingleton<TProjection>();
        services.AddSingleton<IProjection>(provider => provider.GetRequiredService<TProjection>());
    }
}
