using Commerce.Hosting;

return await ApiHost.ServeAsync(args);
